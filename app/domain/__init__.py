"""The pure core: records are facts, everything else is derived from them. No IO, no clock, no ids at random."""
