using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Processes;
using Npgsql;
using Xunit;

namespace Analytics.Tests.Store;

/// <summary>A PostgreSQL server of the tests' own, in a folder that is gone when they are done;
/// started when a spec first asks for it.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>The password of its user, which is to appear nowhere.</summary>
    public const string Password = "hunter22";

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-postgres-").FullName;
    private readonly Lock _gate = new();
    private string? _programs;
    private int _port;

    /// <summary>The connection string of a database; skips the running test where there is no PostgreSQL.</summary>
    public string Connection(string database)
    {
        lock (_gate)
        {
            if (_programs is null)
            {
                Start();
            }
        }

        return $"Host=127.0.0.1;Port={_port};Username=analytics;Password={Password};Database={database};Timeout=10";
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(Connection("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        await command.ExecuteNonQueryAsync();
        return Connection(name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_programs is not null)
        {
            Run("pg_ctl", "stop", "-D", Data, "-m", "immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Its data folder: what lies on disk of the databases.</summary>
    public string Data => Path.Combine(_folder, "data");

    private void Start()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed (Debian: apt-get install postgresql).");
        _programs = programs;
        _port = RtspServer.FreePort();

        var password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password);
        if (Environment.UserName == "root")
        {
            Run("chown", "-R", "postgres", _folder);
        }

        Run("initdb", "-D", Data, "-U", "analytics", "-A", "scram-sha-256",
            "--pwfile", password, "--no-sync", "-E", "UTF8", "--locale", "C");
        var port = _port.ToString(CultureInfo.InvariantCulture);
        Run("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder, "log"),
            "-o", $"-p {port} -k {_folder} -c fsync=off -c listen_addresses=127.0.0.1");
    }

    // The server refuses to run as root.
    private void Run(string program, params string[] arguments)
    {
        var path = program == "chown" ? ProgramPath.Find(program, "Install it.") : Path.Combine(_programs!, program);
        var start = Environment.UserName == "root" && program != "chown"
            ? new ProcessStartInfo(
                ProgramPath.Find("setpriv", "Install it."),
                ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _folder;
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }
}
