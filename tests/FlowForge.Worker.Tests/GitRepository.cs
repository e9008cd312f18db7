using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

/// <summary>The job's repository with a bare one beside it as its remote.</summary>
internal sealed class GitRepository
{
    private static readonly Dictionary<string, string> Identity = new()
    {
        ["GIT_AUTHOR_NAME"] = "a developer",
        ["GIT_AUTHOR_EMAIL"] = "developer@example.org",
        ["GIT_COMMITTER_NAME"] = "a developer",
        ["GIT_COMMITTER_EMAIL"] = "developer@example.org",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_SYSTEM"] = "/dev/null",
    };

    private GitRepository(WorkerHome home) =>
        (Folder, Remote) = (Path.Combine(home.Workspace, "repo"), Path.Combine(home.Root, "remote.git"));

    public string Folder { get; }
    public string Remote { get; }

    /// <summary>A clone without a commit.</summary>
    public static async Task<GitRepository> EmptyAsync(WorkerHome home)
    {
        var repository = new GitRepository(home);
        await RunAsync("init", "--quiet", "--bare", "--initial-branch=main", repository.Remote);
        await RunAsync("clone", "--quiet", repository.Remote, repository.Folder);
        return repository;
    }

    /// <summary>A clone with one commit, "first", which the remote has too.</summary>
    public static async Task<GitRepository> CloneAsync(WorkerHome home)
    {
        var repository = await EmptyAsync(home);
        await repository.CommitAsync("first");
        await repository.GitAsync("push", "--quiet", "origin", "HEAD:main");
        return repository;
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    /// <summary>Commits a file of that name.</summary>
    public async Task CommitAsync(string name)
    {
        Write(name, name);
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", name);
    }

    public Task<string> GitAsync(params string[] arguments) => RunAsync(["-C", Folder, .. arguments]);

    /// <summary>Null where the remote has no such branch.</summary>
    public async Task<string?> BranchAsync(string name)
    {
        var found = await RemoteAsync("for-each-ref", "--format=%(objectname)", $"refs/heads/{name}");
        return found.Length == 0 ? null : found;
    }

    public Task<string> RemoteFileAsync(string branch, string file) => RemoteAsync("show", $"{branch}:{file}");

    public Task<string> RemoteAsync(params string[] arguments) => RunAsync(["-C", Remote, .. arguments]);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var run = await ToolRun.RunAsync("git", Identity, arguments);
        Assert.True(run.ExitCode == 0, $"git {string.Join(' ', arguments)}: {run.Errors}");
        return run.Output.Trim();
    }
}
