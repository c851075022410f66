"""What is kept on disk: assessments (`store`) and the cursors of conversations (`checkpointer`)."""
