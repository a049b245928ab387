"""Tables in and out: files are parsed here and applied through the services, never saved here."""
