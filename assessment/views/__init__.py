"""Pages: ActorRequest in, response out."""
