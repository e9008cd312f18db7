using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DisableRuntimeMarshalling]

namespace FlowForge.LocalRuntime.Processes;

/// <summary>The few calls of the C library that .NET has no form for. Linux only.</summary>
internal static partial class Libc
{
    public const int SigKill = 9, SigTerm = 15, SigCont = 18;
    public const int NoSuchFile = 2, NoSuchProcess = 3, NoAccess = 13, AlreadyExists = 17, NotADirectory = 20;
    private const int OpenDirectory = 0x10000, CloseOnExec = 0x80000;
    private const int SetFileFlags = 2, FileCloseOnExec = 1, CloseRangeCloseOnExec = 4;
    // The same numbers on every architecture: these calls are newer than the common table (Linux 5.1, 5.3, 5.9).
    private const int PidfdSendSignal = 424, PidfdOpen = 434, CloseRange = 436;

    /// <summary>Gives a complete file its name, only where nothing has that name yet.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (LinkFile(existing, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == AlreadyExists ? false : throw new IOException($"'{name}' cannot be created: {Text(error)}");
    }

    /// <summary>Makes the names in a folder durable; fsync of a file says nothing about its name.</summary>
    public static void SyncFolder(string folder)
    {
        var fd = Open(folder, OpenDirectory | CloseOnExec, 0);
        if (fd < 0) throw new IOException($"'{folder}' cannot be opened: {Text(Marshal.GetLastPInvokeError())}");
        using var handle = new SafeFileHandle(fd, ownsHandle: true);
        if (SyncFile(fd) != 0) throw new IOException($"'{folder}' cannot be synced: {Text(Marshal.GetLastPInvokeError())}");
    }

    /// <summary>A handle that stays with one process; a signal sent through it cannot reach a later one of the same pid. Null: no such process.</summary>
    public static SafeFileHandle? OpenProcess(int pid)
    {
        var fd = SysCall(PidfdOpen, pid, 0, 0, 0);
        return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>Zero, or the error number.</summary>
    public static int Signal(SafeFileHandle process, int signal) =>
        SysCall(PidfdSendSignal, process.DangerousGetHandle(), signal, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Zero, or the error number. The caller has made sure whose group it is.</summary>
    public static int SignalGroup(int group, int signal)
    {
        // 0 and -1 mean "my own group" and "everybody": one wrong number must not be able to say that.
        ArgumentOutOfRangeException.ThrowIfLessThan(group, 2);
        return Kill(-group, signal) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>By number: glibc has a function for it only since 2.34. False: this kernel cannot.</summary>
    public static bool TryCloseOnExecFrom(int first) => SysCall(CloseRange, first, unchecked((nint)uint.MaxValue), CloseRangeCloseOnExec, 0) == 0;

    /// <summary>Does nothing to a file that was closed meanwhile.</summary>
    public static void SetCloseOnExec(int fd) => _ = FileControl(fd, SetFileFlags, FileCloseOnExec);

    public static string Text(int error) => new Win32Exception(error).Message;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(int fd);

    // Declared with a variable number of arguments in C; on Linux integers are passed alike for both.
    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SysCall(nint number, nint a, nint b, nint c, nint d);
}
