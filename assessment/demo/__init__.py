"""Demo cities: places, people, evidence and a believable course of work, made through services."""
