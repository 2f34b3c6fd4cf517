"""The pages staff see."""
