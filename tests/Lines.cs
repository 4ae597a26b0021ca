using Microsoft.Extensions.Logging;

namespace Analytics.Tests;

/// <summary>What was logged.</summary>
internal sealed class Lines : ILogger
{
    private readonly List<(LogLevel Level, string Text)> _lines = [];

    public List<string> Of(LogLevel level)
    {
        lock (_lines)
        {
            return [.. _lines.Where(line => line.Level == level).Select(line => line.Text)];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add((logLevel, formatter(state, exception)));
        }
    }
}
