using System.Globalization;
using FlowForge.Jobs;
using FlowForge.Storage.Contracts;
using FlowForge.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_a_data_folder_is_opened : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.File(SqliteDatabase.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_bring_an_empty_file_to_the_newest_schema()
    {
        await File.WriteAllBytesAsync(DatabasePath, []);
        await using (var store = new SqliteStore(folder: _folder.Path))
            await store.Get<IJobRegistry>().ApplyStartedAsync(Given.Start());
        Assert.Equal(Migration.All[^1].Number, Number("PRAGMA user_version"));
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Number));
        await using var again = new SqliteStore(folder: _folder.Path);
        Assert.NotNull(await again.Get<IJobRegistry>().FindAsync(Given.Job));
    }

    [Fact]
    public async Task Should_write_ahead_and_wait_for_the_disk()
    {
        await using var store = new SqliteStore(folder: _folder.Path);
        Assert.Equal("wal", await store.Database.WriteAsync(s => s.First("PRAGMA journal_mode", row => row.GetString(0)), default));
        Assert.Equal(2, await store.Database.WriteAsync(s => s.First("PRAGMA synchronous", row => row.GetInt32(0)), default));
    }

    [Fact]
    public async Task Should_refuse_a_file_of_a_newer_version_and_leave_it_alone()
    {
        await new SqliteStore(folder: _folder.Path).DisposeAsync();
        Run("PRAGMA user_version = 9999");
        Refuses("9999", "newer", DatabasePath);
        Assert.Equal(9999, Number("PRAGMA user_version"));
    }

    [Fact]
    public void Should_refuse_a_database_of_another_program()
    {
        Run("CREATE TABLE theirs (x)");
        Refuses("another program", DatabasePath);
    }

    [Fact]
    public async Task Should_refuse_a_file_that_is_no_database()
    {
        await File.WriteAllTextAsync(DatabasePath, string.Concat(Enumerable.Repeat("not a database ", 1_000)));
        Refuses("damaged", "restore a backup", DatabasePath);
    }

    [Fact]
    public async Task Should_refuse_a_database_whose_schema_is_overwritten()
    {
        await new SqliteStore(folder: _folder.Path).DisposeAsync();
        await using (var file = File.OpenWrite(DatabasePath))
        {
            // Past the header, which alone is still sound.
            file.Position = 100;
            file.Write(new byte[8_000]);
        }
        Refuses("damaged", DatabasePath);
    }

    [Fact]
    public void Should_refuse_a_folder_that_does_not_exist()
    {
        var missing = _folder.File("missing");
        Refuses(missing, missing, "does not exist", "Create it");
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public void Should_refuse_a_path_below_a_file()
    {
        File.WriteAllText(_folder.File("file"), "");
        var below = _folder.File("file/below");
        Refuses(below, below, "does not exist");
    }

    [Fact]
    public void Should_refuse_a_folder_in_which_nobody_can_write()
    {
        // Even root cannot make files there.
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs Linux");
        Refuses("/proc/self", "/proc/self", "not writable", "write permission");
    }

    [Fact]
    public void Should_refuse_a_folder_without_write_permission()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "permissions do not bind root");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Refuses(_folder.Path, _folder.Path, "not writable", "write permission");
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Should_refuse_a_second_server_and_name_the_first()
    {
        await using (new SqliteStore(folder: _folder.Path))
        {
            Refuses(_folder.Path, "in use by another", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            File.Delete(_folder.File(FolderLock.PidFile));
            Refuses(_folder.Path, "in use by another");
        }
        await using var next = new SqliteStore(folder: _folder.Path);
        Assert.True(File.Exists(_folder.File(FolderLock.PidFile)));
    }

    [Fact]
    public void Should_give_the_folder_back_when_it_could_not_be_opened()
    {
        File.WriteAllText(DatabasePath, new string('x', 10_000));
        Refuses("damaged");
        File.Delete(DatabasePath);
        using var opened = Database(_folder.Path);
        opened.Open();
    }

    [Fact]
    public async Task Should_refuse_to_work_before_it_is_open_and_after_it_is_closed()
    {
        var database = Database(_folder.Path);
        var early = Assert.Throws<StorageException>(() => { _ = database.WriteAsync(_ => 1, default); });
        Assert.Contains("not open yet", early.Message, StringComparison.Ordinal);
        database.Open();
        database.Open();
        await database.DisposeAsync();
        await database.DisposeAsync();
        await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(_ => 1, default));
        await Assert.ThrowsAsync<StorageException>(() => database.ReadAsync(_ => 1, default));
    }

    private void Refuses(params string[] said)
    {
        var folder = said[0].StartsWith('/') && !said[0].EndsWith(".db", StringComparison.Ordinal) ? said[0] : _folder.Path;
        using var database = Database(folder);
        var refusal = Assert.Throws<StorageException>(database.Open);
        foreach (var part in said) Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    private static SqliteDatabase Database(string folder) => new(new SqliteOptions { DataFolder = folder });

    private long Number(string sql) => Convert.ToInt64(Run(sql), CultureInfo.InvariantCulture);

    private object? Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
