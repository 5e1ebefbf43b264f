"""What a person sees, whatever it is about; the only room that imports Rich."""
