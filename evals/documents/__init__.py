"""Papers that three pilots would hand in, built from readable sources, with labels by their authors."""
