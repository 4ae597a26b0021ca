using Analytics.Contracts;
using Spectre.Console;

namespace Analytics.Cli.Terminal;

/// <summary>
/// The one way to standard error: log lines, reports and the live table share it, so that a line never lands inside the table.
/// Standard output carries data only. Credentials in URLs are masked here in every line, and what a terminal would obey is shown.
/// </summary>
public sealed class StandardError
{
    private readonly Lock _gate = new();
    private readonly TextWriter _plain;
    private IAnsiConsole? _table;

    /// <summary>Writes to <paramref name="plain"/>, and through <paramref name="console"/> while a table is shown on it.</summary>
    public StandardError(TextWriter plain, IAnsiConsole console, bool interactive)
    {
        _plain = plain;
        Console = console;
        IsInteractive = interactive;
    }

    /// <summary>Whether a person looks at it: a terminal that can move its cursor.</summary>
    public bool IsInteractive { get; }

    /// <summary>The console that tables are drawn on.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Standard error of this process.</summary>
    public static StandardError Open()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        var interactive = !System.Console.IsErrorRedirected && console.Profile.Capabilities.Ansi
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new(System.Console.Error, console, interactive);
    }

    /// <summary>Writes one line; above the table while one is shown.</summary>
    public void WriteLine(string line)
    {
        line = Masking.Apply(TerminalText.Line(line));
        lock (_gate)
        {
            if (_table is null)
            {
                _plain.WriteLine(line);
                _plain.Flush();
            }
            else
            {
                _table.Write(new LogLine(line));
            }
        }
    }

    /// <summary>From now until the result is disposed, lines go above the table that is drawn on <see cref="Console"/>.</summary>
    public IDisposable ShowTable()
    {
        lock (_gate)
        {
            _table = Console;
        }

        return new Shown(this);
    }

    private void HideTable()
    {
        lock (_gate)
        {
            _table = null;
        }
    }

    private sealed class Shown(StandardError owner) : IDisposable
    {
        public void Dispose() => owner.HideTable();
    }
}
