namespace FlowForge.Storage.Sqlite;

/// <summary>The SQL of the orphan store.</summary>
internal static class OrphanStatements
{
    private const string Columns = "body, restore_requested_at, restore_requested_by, error";

    public const string Save = """
        INSERT INTO orphans (id, key, kind, job_id, state, last_seen_at, undo_until, settled_at, restore_requested_at, restore_requested_by, error, body)
        VALUES (@id, @key, @kind, @job, @state, @seen, @undo, @settled, @requested, @by, @error, @body)
        ON CONFLICT (id) DO UPDATE SET key = @key, kind = @kind, job_id = @job, state = @state, last_seen_at = @seen, undo_until = @undo, settled_at = @settled,
            restore_requested_at = coalesce(@requested, restore_requested_at), restore_requested_by = coalesce(@by, restore_requested_by), error = @error, body = @body
        """;

    public const string FindOpen = $"SELECT {Columns} FROM orphans WHERE state < 2 AND key IN (SELECT value FROM json_each(@keys))";

    public const string Find = $"SELECT {Columns} FROM orphans WHERE id = @id";

    public const string ListOpen = $"SELECT {Columns} FROM orphans WHERE state < 2 AND kind = @kind AND id > @after ORDER BY id LIMIT @limit";

    public const string ForgetUnseen = "DELETE FROM orphans WHERE state = 0 AND kind = @kind AND last_seen_at < @since";

    public const string RequestRestore = """
        UPDATE orphans SET restore_requested_at = @at, restore_requested_by = @by, error = NULL WHERE id = @id AND state = 2 AND undo_until > @at
        """;

    private const string Wanted = "state = 2 AND restore_requested_at IS NOT NULL AND error IS NULL";

    public const string ToRestore = $"SELECT {Columns} FROM orphans WHERE {Wanted} ORDER BY restore_requested_at LIMIT @limit";

    public const string Expired = $"SELECT {Columns} FROM orphans WHERE state = 2 AND undo_until < @now AND NOT ({Wanted}) ORDER BY undo_until LIMIT @limit";

    public const string SaveScan = """
        INSERT INTO orphan_scans (id, requested_at, finished_at, body) VALUES (@id, @requested, @finished, @body)
        ON CONFLICT (id) DO UPDATE SET requested_at = @requested, finished_at = @finished, body = @body
        """;

    public const string FindScan = "SELECT body FROM orphan_scans WHERE id = @id";

    public const string Finished = "SELECT body FROM orphan_scans WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, id LIMIT @limit";

    public const string Unfinished = "SELECT body FROM orphan_scans WHERE finished_at IS NULL ORDER BY requested_at DESC, id LIMIT @limit";

    public const string ForgetSettled = "DELETE FROM orphans WHERE rowid IN (SELECT rowid FROM orphans WHERE settled_at < @before LIMIT @limit)";

    public const string ForgetScans = "DELETE FROM orphan_scans WHERE rowid IN (SELECT rowid FROM orphan_scans WHERE finished_at < @before LIMIT @limit)";

    /// <summary>Only the filters that are set, so that each combination gets a plan of its own.</summary>
    public static string List(bool kind, bool state, bool job)
    {
        var filters = new List<string>();
        if (kind) filters.Add("kind = @kind");
        if (state) filters.Add("state = @state");
        if (job) filters.Add("job_id = @job");
        var where = filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filters)}";
        return $"SELECT {Columns} FROM orphans {where} ORDER BY last_seen_at DESC, id LIMIT @limit";
    }
}
