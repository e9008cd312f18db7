using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

internal sealed class KubernetesOptionsValidator : IValidateOptions<KubernetesOptions>
{
    private static readonly TimeSpan Minutes5 = TimeSpan.FromMinutes(5), Hour = TimeSpan.FromHours(1), Ms100 = TimeSpan.FromMilliseconds(100), Second = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, KubernetesOptions options)
    {
        var failures = Problems(options).Select(problem => $"{KubernetesOptions.Section}:{problem}").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Problems(KubernetesOptions options)
    {
        if (options.Kubeconfig is { Length: > 0 } file && !Path.IsPathRooted(file)) yield return $"kubeconfig is '{file}'; it must be an absolute path, such as /etc/flowforge/kubeconfig";
        else if (options.Kubeconfig is { Length: > 0 } path && !File.Exists(path)) yield return $"kubeconfig is '{path}', and there is no such file";
        if (options.Namespaces.Count == 0) yield return "namespaces is not set; name every namespace in which jobs may be stopped and cleaned up";
        foreach (var item in options.Namespaces)
            if (DnsName.LabelProblem(item) is { } problem) yield return $"namespaces holds a name that {problem}";
        if (options.DefaultNamespace is { } usual && !options.Namespaces.Contains(usual))
            yield return $"defaultNamespace is '{DnsName.Printable(usual)}'; it must be one of namespaces: {string.Join(", ", options.Namespaces)}";
        if (DnsName.LabelProblem(options.MainContainer) is { } container) yield return $"mainContainer {container}";
        if (LabelProblem(options.JobIdLabel) is { } label) yield return $"jobIdLabel {label}";
        // Never the value: it is a secret.
        if (options.UndoKey is { Length: > 0 } undo && !(Convert.TryFromBase64String(undo, new byte[undo.Length], out var length) && length == UndoBox.KeyLength))
            yield return "undoKey is no base64 of 32 bytes; make one with: head -c 32 /dev/urandom | base64";
        if (options.CallTries is < 1 or > 10) yield return $"callTries is {options.CallTries}; it must be between 1 and 10";
        if (options.PageSize is < 1 or > 5000) yield return $"pageSize is {options.PageSize}; it must be between 1 and 5000";
        foreach (var (key, value, least, most) in ((string, TimeSpan, TimeSpan, TimeSpan)[])
        [
            ("callTimeout", options.CallTimeout, Ms100, Minutes5),
            ("retryDelay", options.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            ("longestRetryDelay", options.LongestRetryDelay, options.RetryDelay, Minutes5),
            ("staleAfter", options.StaleAfter, Second, Hour),
            ("watchFor", options.WatchFor, Second, Hour),
            ("patience", options.Patience, Ms100, Minutes5),
        ])
        {
            if (value < least || value > most)
                yield return $"{key} is {Durations.Format(value)}; it must be between {Durations.Format(least)} and {Durations.Format(most)}";
        }
    }

    /// <summary>Part of a selector: nothing in it may separate.</summary>
    private static string? LabelProblem(string key)
    {
        var parts = key.Split('/');
        return parts.Length != 2 || DnsName.Problem(parts[0]) is not null || DnsName.LabelProblem(parts[1]) is not null
            ? $"is '{DnsName.Printable(key)}'; it must be a domain, a slash and a name, such as flowforge.io/job-id"
            : null;
    }
}
