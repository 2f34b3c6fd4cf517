"""The pages citizens see."""
