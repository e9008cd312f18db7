using Microsoft.Extensions.Options;

namespace FlowForge.LocalRuntime;

internal sealed class LocalRuntimeOptionsValidator : IValidateOptions<LocalRuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalRuntimeOptions options) =>
        Problem(options.DataFolder) is { } problem
            ? ValidateOptionsResult.Fail($"{LocalRuntimeOptions.Section}:{nameof(options.DataFolder)} {problem}")
            : ValidateOptionsResult.Success;

    private static string? Problem(string folder)
    {
        if (!OperatingSystem.IsLinux()) return "cannot be used: local jobs run on Linux only (they need a child subreaper and /proc)";
        if (string.IsNullOrWhiteSpace(folder)) return "is not set; give an absolute path, such as /var/lib/flowforge";
        if (!Path.IsPathRooted(folder)) return $"is '{folder}'; it must be an absolute path, such as /var/lib/flowforge";
        return Path.GetFullPath(folder) == "/" ? "is '/'; give a folder of its own, such as /var/lib/flowforge" : null;
    }
}
