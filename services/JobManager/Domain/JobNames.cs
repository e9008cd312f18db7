using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.JobManager;

/// <summary>Ids for jobs whose sender gave none: the program's name and a number.</summary>
internal static class JobNames
{
    private const int NameAtMost = 40, NumberLength = 10;

    /// <summary>Differs for every <paramref name="counter"/> and moment.</summary>
    public static JobId Make(string program, DateTimeOffset at, long counter)
    {
        var letters = Path.GetFileNameWithoutExtension(program).ToLower(CultureInfo.InvariantCulture)
            .Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-').Take(NameAtMost);
        var name = new string([.. letters]).Trim('-');
        var number = DerivedId.From("job", Environment.MachineName, Environment.ProcessId, at.Ticks, counter).ToString("N")[..NumberLength];
        return JobId.Parse(name.Length == 0 ? $"job-{number}" : $"{name}-{number}");
    }
}
