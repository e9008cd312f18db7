using System.Globalization;
using FlowForge.LocalRuntime.Processes;
using Microsoft.Win32.SafeHandles;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_files_are_open
{
    private const int CloseOnExec = 0x80000;

    [Fact]
    public void Should_keep_them_from_children() => AssertKept(OpenFiles.KeepFromChildren);

    [Fact]
    public void Should_keep_them_from_children_where_the_kernel_cannot_do_it_at_once() => AssertKept(OpenFiles.OneByOne);

    [Fact]
    public void Should_keep_them_from_children_at_once_where_the_kernel_can()
    {
        var can = false;
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(5, 11), "needs Linux 5.11");
        AssertKept(() => can = OpenFiles.TryAtOnce());
        Assert.True(can);
    }

    private static void AssertKept(Action keep)
    {
        using var file = new SafeFileHandle(Libc.Open("/dev/null", 0, 0), ownsHandle: true);
        var fd = (int)file.DangerousGetHandle();
        // .NET opens everything close-on-exec; this one is not.
        Assert.Equal(0, Flags(fd) & CloseOnExec);
        keep();
        Assert.Equal(CloseOnExec, Flags(fd) & CloseOnExec);
    }

    private static int Flags(int fd)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{fd}")).Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(line["flags:".Length..].Trim(), 8);
    }
}
