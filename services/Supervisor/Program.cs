using System.Runtime.InteropServices;
using FlowForge.LocalRuntime.Processes;
using FlowForge.Supervisor;

if (!OperatingSystem.IsLinux()) return Fail("a job's supervisor runs on Linux only: it needs a child subreaper");
if (args is not [var specFile]) return Fail("usage: FlowForge.Supervisor <spec-file>");

// The server's ^C, a closed terminal and a shutdown are not the job's end: the next server finds it again.
static void Ignore(PosixSignalContext context) => context.Cancel = true;
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore);
using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Ignore);

try
{
    var spec = AtomicFile.Read(specFile, RecordJson.Default.SuperviseSpec) ?? throw new FileNotFoundException($"'{specFile}' is missing");
    return await new Supervision(spec, TimeProvider.System).RunAsync();
}
#pragma warning disable CA1031 // The last stop: whatever it was, the server reads it from standard error or finds the claim without an end.
catch (Exception e)
#pragma warning restore CA1031
{
    return Fail($"'{specFile}': {e.Message}");
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
