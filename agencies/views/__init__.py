"""Pages of people and agencies: an ActorRequest in, a response out."""
