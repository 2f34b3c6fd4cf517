"""What the law on personal data (UU 27/2022) asks of this house: notice, consents, and the reporter's rights."""
