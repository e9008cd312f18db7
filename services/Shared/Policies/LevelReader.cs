using FlowForge.Configuration;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>Reads one level of the policies.</summary>
internal static class LevelReader
{
    private static readonly IReadOnlyList<string> Keys = ["timeout", "gracePeriod", "escalation", "retention", "heartbeatTimeout", "whenSilent", "stateSaveWait", "extensionApproval"];

    private static readonly TimeSpan LongestStateSaveWait = TimeSpan.FromHours(1);

    /// <param name="level">Global, or an organization.</param>
    /// <param name="defaultMax">The ceiling where the level sets none; null: none.</param>
    public static PolicyLevel Read(ConfigNode level, TimeSpan? defaultMax)
    {
        var found = level.Keys([.. Keys, "maxTimeout"]);
        var read = Common(found) with { MaxTimeout = found.GetValueOrDefault("maxTimeout")?.Duration("24h") };
        // An unreadable ceiling was reported already; comparing with the default instead would only confuse.
        var max = found.ContainsKey("maxTimeout") ? read.MaxTimeout : defaultMax;
        if (read.Timeout > max)
            found["timeout"].Report($"'{Durations.Format(read.Timeout.Value)}' is above this level's maxTimeout {Durations.Format(max.Value)}{(read.MaxTimeout is null ? ", the default" : "")}; lower the one or raise the other");
        return read;
    }

    public static PolicyLevel ReadJobType(ConfigNode level)
    {
        var found = level.Keys([.. Keys, "maxTimeout"]);
        if (found.GetValueOrDefault("maxTimeout") is { } ceiling) ceiling.Report("a job type has no ceiling; maxTimeout belongs to global or to an organization");
        return Common(found);
    }

    private static PolicyLevel Common(IReadOnlyDictionary<string, ConfigNode> found)
    {
        var level = new PolicyLevel
        {
            Timeout = found.GetValueOrDefault("timeout")?.Duration("2h"),
            GracePeriod = found.GetValueOrDefault("gracePeriod")?.Duration("5m"),
            Escalation = found.GetValueOrDefault("escalation") is { } ladder ? ReadLadder(ladder) : null,
            HeartbeatTimeout = found.GetValueOrDefault("heartbeatTimeout")?.Duration("5m", zeroAllowed: true),
            WhenSilent = found.GetValueOrDefault("whenSilent")?.OneOf<WhenSilent>(),
            StateSaveWait = found.GetValueOrDefault("stateSaveWait")?.Duration("2m", zeroAllowed: true),
            ExtensionApproval = found.GetValueOrDefault("extensionApproval")?.OneOf<ExtensionApproval>(),
        };
        if (level.StateSaveWait > LongestStateSaveWait)
            found["stateSaveWait"].Report($"'{Durations.Format(level.StateSaveWait.Value)}' is longer than {Durations.Format(LongestStateSaveWait)}; a job that needs longer to save its state needs a longer gracePeriod");
        return found.GetValueOrDefault("retention") is { } retention ? WithRetention(level, retention) : level;
    }

    private static List<LadderStep> ReadLadder(ConfigNode ladder)
    {
        var before = new HashSet<(StepTime, TimeoutAction)>();
        var steps = new List<LadderStep>();
        var items = ladder.Items();
        if (ladder.IsList && items.Count == 0) ladder.Report("is empty; leave it out, or give it at least one step such as { \"at\": \"timeout\", \"action\": \"soft_kill\" }");
        foreach (var item in items)
            if (ReadStep(item) is { } step)
            {
                if (!before.Add((step.At, step.Action))) item.Report($"'{step}' is there already; give each action only once for a time");
                steps.Add(step);
            }
        return steps;
    }

    private static LadderStep? ReadStep(ConfigNode step)
    {
        var found = step.Keys("at", "action", "message");
        var action = found.GetValueOrDefault("action")?.OneOf<TimeoutAction>();
        var message = found.GetValueOrDefault("message")?.Text("save your work");
        StepTime? at = null;
        if (found.GetValueOrDefault("at") is { } node && node.Text("80%") is { } text)
        {
            if (StepTime.Problem(text, out var read) is { } problem) node.Report(problem);
            else at = read;
        }
        foreach (var needed in (string[])["at", "action"])
            if (step.IsObject && !found.ContainsKey(needed)) step.Report($"'{needed}' is missing; a step needs at and action");
        return at is not null && action is not null ? new LadderStep(at, action.Value, message) : null;
    }

    private static PolicyLevel WithRetention(PolicyLevel level, ConfigNode retention)
    {
        var outcomes = WireNames.All<JobOutcome>().ToList();
        var found = retention.Keys([.. outcomes, "artifacts"]);
        var classes = found.GetValueOrDefault("artifacts")?.Keys(CleanupScopes.ArtifactClasses);
        return level with
        {
            Retention = ReadKept(found.Where(pair => pair.Key != "artifacts")).ToDictionary(pair => WireNames.Find<JobOutcome>(pair.Key)!.Value, pair => pair.Value),
            ArtifactRetention = ReadKept(classes ?? new Dictionary<string, ConfigNode>()),
        };
    }

    private static Dictionary<string, TimeSpan> ReadKept(IEnumerable<KeyValuePair<string, ConfigNode>> entries)
    {
        var kept = new Dictionary<string, TimeSpan>();
        foreach (var (name, node) in entries)
            if (node.Duration("24h", zeroAllowed: true) is { } time) kept[name] = time;
        return kept;
    }
}
