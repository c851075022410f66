"""The interview: a LangGraph machine over the records. It knows no screen; it streams events to whoever shows them."""
