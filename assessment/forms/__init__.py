"""Forms built from the instrument; they never save."""
