// Owns the precompiled header; has nothing to say itself.
