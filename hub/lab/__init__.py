"""What the hub adds to a student's server: sealed submissions, and answers in sentences."""
