using System.Runtime.InteropServices;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.Supervisor;

/// <summary>Starts the command in a session of its own, with the signals as a shell would leave them and no file but 0, 1 and 2.</summary>
internal static unsafe class Launcher
{
    // posix_spawnattr_t is 336 bytes with glibc, posix_spawn_file_actions_t 80, sigset_t 128: room for other C libraries too.
    private const int Room = 1024;

    /// <summary>The pid, or why the command cannot be started.</summary>
    public static (int Pid, int ExitCode, string? Error) Start(SuperviseSpec spec, int output, int error)
    {
        var attributes = stackalloc byte[Room];
        var actions = stackalloc byte[Room];
        var signals = stackalloc byte[Room];
        var arguments = Strings(spec.Command);
        var environment = Strings([.. spec.Environment.Select(v => $"{v.Key}={v.Value}")]);
        Check(Native.AttributesInit(attributes));
        Check(Native.ActionsInit(actions));
        try
        {
            // .NET ignores SIGPIPE and what the server ignores is inherited; the job gets the defaults.
            Check(Native.SigFillSet(signals));
            Check(Native.AttributesSetDefaults(attributes, signals));
            Check(Native.SigEmptySet(signals));
            Check(Native.AttributesSetMask(attributes, signals));
            Check(Native.AttributesSetFlags(attributes, Native.SetSession | Native.SetSignalMask | Native.SetSignalDefaults));
            Check(Native.ActionsAddDup2(actions, output, 1));
            Check(Native.ActionsAddDup2(actions, error, 2));
            Check(Native.ActionsAddChdir(actions, spec.WorkingFolder));
            var denied = false;
            foreach (var path in Candidates(spec))
            {
                var problem = Native.Spawn(out var pid, path, actions, attributes, arguments, environment);
                if (problem == 0) return (pid, 0, null);
                if (problem == Libc.NoAccess) denied = true;
                else if (problem is not (Libc.NoSuchFile or Libc.NotADirectory)) return (0, 126, $"'{spec.Command[0]}' cannot be run: {Libc.Text(problem)}");
            }
            return denied
                ? (0, 126, $"'{spec.Command[0]}' cannot be run: it is not executable")
                : (0, 127, $"'{spec.Command[0]}' was not found");
        }
        finally
        {
            _ = Native.ActionsDestroy(actions);
            _ = Native.AttributesDestroy(attributes);
        }
    }

    /// <summary>As execvp: a name with a slash is a path, any other is sought in the job's own PATH.</summary>
    private static IEnumerable<string> Candidates(SuperviseSpec spec)
    {
        var program = spec.Command[0];
        if (program.Contains('/', StringComparison.Ordinal)) return [program];
        var path = spec.Environment.TryGetValue("PATH", out var set) ? set : "/usr/local/bin:/usr/bin:/bin";
        return path.Split(':').Select(folder => $"{(folder.Length == 0 ? "." : folder)}/{program}");
    }

    /// <summary>Never freed: this process starts one command in its life.</summary>
    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        return array;
    }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException($"posix_spawn cannot be prepared: {Libc.Text(error)}");
    }
}
