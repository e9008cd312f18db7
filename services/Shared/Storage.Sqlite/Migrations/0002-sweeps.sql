-- So that forgetting what is old does not walk over what is not.
CREATE INDEX hook_runs_by_time    ON hook_runs (at);
CREATE INDEX dead_letters_by_time ON dead_letters (at);
