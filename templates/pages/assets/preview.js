// À venir.
