using System.Text;
using System.Text.RegularExpressions;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;

namespace FlowForge.JobManager;

/// <summary>What a request may say. Values of variables and secrets never appear in a message.</summary>
internal static partial class RequestRules
{
    public const int AttemptsAtMost = 100, SecretsAtMost = 64;

    // The kernel's limits: 128 KiB for one string; a quarter of the 8 MiB stack for all, of which we leave it half.
    private const int StringAtMost = 128 * 1024 - 1, CommandAndEnvironmentAtMost = 1024 * 1024, SecretAtMost = 1024 * 1024;

    /// <summary>The request with nothing null that need not be.</summary>
    /// <exception cref="InvalidEventException">The request cannot be carried out; the message says why.</exception>
    public static JobRequest Check(JobRequest request)
    {
        // JSON can say null where the types do not: "environment": null means none.
        request = request with
        {
            Environment = request.Environment ?? new Dictionary<string, string>(),
            Secrets = request.Secrets ?? new Dictionary<string, string>(),
        };
        CheckCommand(request.Command);
        if (request.Organization is not null) Refuse("organization", DnsName.LabelProblem(request.Organization));
        if (request.JobType is not null) Refuse("jobType", DnsName.LabelProblem(request.JobType));
        CheckDuration("timeout", request.Timeout);
        CheckDuration("gracePeriod", request.GracePeriod);
        CheckDuration("retention", request.Retention, zeroAllowed: true);
        if (request.AttemptLimit is < 1 or > AttemptsAtMost)
            Refuse("attemptLimit", FormattableString.Invariant($"is {request.AttemptLimit}; 1 to {AttemptsAtMost} is allowed"));
        CheckEnvironment(request.Environment);
        CheckSecrets(request.Secrets);
        var size = request.Command.Sum(Size) + request.Environment.Sum(v => Size(v.Key) + Size(v.Value));
        if (size > CommandAndEnvironmentAtMost)
            Refuse("command", FormattableString.Invariant($"and environment are {size} bytes together; at most {CommandAndEnvironmentAtMost} are allowed"));
        return request;
    }

    private static void CheckCommand(IReadOnlyList<string>? command)
    {
        if (command is null or [] || string.IsNullOrWhiteSpace(command[0])) throw new InvalidEventException("command", "is empty; name a program");
        for (var i = 0; i < command.Count; i++)
        {
            if (command[i] is null) Refuse("command", FormattableString.Invariant($"has no argument {i}"));
            if (command[i].Contains('\0', StringComparison.Ordinal)) Refuse("command", FormattableString.Invariant($"holds a NUL character in argument {i}"));
            if (Size(command[i]) > StringAtMost) Refuse("command", FormattableString.Invariant($"argument {i} is longer than {StringAtMost} bytes"));
        }
    }

    private static void CheckDuration(string field, string? text, bool zeroAllowed = false)
    {
        if (text is not null) Refuse(field, Durations.Problem(text, out _, zeroAllowed));
    }

    private static void CheckEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (name, value) in environment)
        {
            var shown = DnsName.Printable(name);
            if (!VariableName().IsMatch(name)) Refuse("environment", $"'{shown}' is no variable name: letters, digits and '_', not starting with a digit");
            if (name.StartsWith(JobEnvironment.Prefix, StringComparison.Ordinal)) Refuse("environment", $"'{shown}' begins with {JobEnvironment.Prefix}, which is reserved");
            if (value is null) Refuse("environment", $"'{shown}' has no value");
            if (value!.Contains('\0', StringComparison.Ordinal)) Refuse("environment", $"'{shown}' holds a NUL character");
            if (Size(name) + Size(value) + 1 > StringAtMost) Refuse("environment", $"'{shown}' is longer than {StringAtMost} bytes");
        }
    }

    private static void CheckSecrets(IReadOnlyDictionary<string, string> secrets)
    {
        if (secrets.Count > SecretsAtMost) Refuse("secrets", FormattableString.Invariant($"are {secrets.Count}; at most {SecretsAtMost} are allowed"));
        foreach (var (name, value) in secrets)
        {
            if (!SecretName().IsMatch(name) || name is "." or "..")
                Refuse("secrets", $"'{DnsName.Printable(name)}' is no file name: 1 to 253 letters, digits, '.', '-' and '_'");
            if (value is null) Refuse("secrets", $"'{name}' has no content");
            if (Size(value!) > SecretAtMost) Refuse("secrets", FormattableString.Invariant($"'{name}' is larger than {SecretAtMost} bytes"));
        }
    }

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);

    private static void Refuse(string field, string? problem)
    {
        if (problem is not null) throw new InvalidEventException(field, problem);
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,253}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
