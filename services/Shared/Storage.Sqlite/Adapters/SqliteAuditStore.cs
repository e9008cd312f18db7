using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="IAuditStore" />
internal sealed class SqliteAuditStore(SqliteDatabase database) : IAuditStore
{
    private const string Columns = """
        id, timestamp, job_id, attempt, resource_type, resource_name, action, reason, initiated_by, success, error_message, policy_source, correlation_id
        """;

    // Only a known id may be passed over: OR IGNORE would swallow a broken entry as well.
    private const string Append = $"""
        INSERT INTO audit ({Columns})
        VALUES (@id, @time, @job, @attempt, @type, @name, @action, @reason, @by, @success, @error, @policy, @correlation)
        ON CONFLICT (id) DO NOTHING
        """;

    public Task AppendAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken = default) =>
        entries.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var entry in entries)
                s.Execute(Append, ("@id", entry.Id), ("@time", entry.Timestamp), ("@job", entry.JobId), ("@attempt", entry.Attempt),
                    ("@type", entry.ResourceType), ("@name", entry.ResourceName), ("@action", entry.Action), ("@reason", entry.Reason),
                    ("@by", entry.InitiatedBy), ("@success", entry.Success), ("@error", entry.ErrorMessage), ("@policy", entry.PolicySource),
                    ("@correlation", entry.CorrelationId));
            return entries.Count;
        }, cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 10_000, nameof(query));
        var (sql, values) = Newest(query);
        var newestFirst = await database.ReadAsync(s => s.Query(sql, Read, values), cancellationToken).ConfigureAwait(false);
        newestFirst.Reverse();
        return newestFirst;
    }

    /// <summary>Only the filters that are set, so that each combination gets a plan of its own.</summary>
    internal static (string Sql, (string, object?)[] Values) Newest(AuditQuery query)
    {
        var filters = new List<string>();
        var values = new List<(string, object?)>();
        Filter("job_id = @job", "@job", query.JobId);
        Filter("action = @action", "@action", query.Action);
        Filter("success = @success", "@success", query.Success);
        Filter("timestamp >= @since", "@since", query.Since);
        Filter("timestamp <= @until", "@until", query.Until);
        var where = filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filters)}";
        values.Add(("@limit", query.Limit));
        return ($"SELECT {Columns} FROM audit {where} ORDER BY timestamp DESC, seq DESC LIMIT @limit", [.. values]);

        void Filter(string condition, string name, object? value)
        {
            if (value is null) return;
            filters.Add(condition);
            values.Add((name, value));
        }
    }

    private static AuditEntry Read(SqliteDataReader row) => new()
    {
        Id = row.Id(0),
        Timestamp = row.Time(1)!.Value,
        JobId = row.Text(2),
        Attempt = row.Int(3),
        ResourceType = row.GetString(4),
        ResourceName = row.GetString(5),
        Action = row.GetString(6),
        Reason = row.GetString(7),
        InitiatedBy = row.GetString(8),
        Success = row.GetBoolean(9),
        ErrorMessage = row.Text(10),
        PolicySource = row.Text(11),
        CorrelationId = row.Text(12),
    };
}
