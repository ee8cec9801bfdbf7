"""Every family adds its models to one corpus, in this order."""
