"""Operations of Nova and Glance whose callers meet each other: what each database lets happen when they do."""
