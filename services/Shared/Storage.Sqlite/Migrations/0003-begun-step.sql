-- Which step of the ladder was last set out to be carried out; it belongs to the attempt and the generation.
ALTER TABLE jobs ADD COLUMN begun_step INTEGER;
