// Skald
