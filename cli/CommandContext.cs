namespace Analytics.Cli;

/// <summary>What every command gets besides its settings.</summary>
/// <param name="Verbose">Whether the log begins at debug.</param>
/// <param name="Output">Takes the result.</param>
/// <param name="Error">Takes all else: progress, warnings, questions.</param>
public abstract record CommandContext(bool Verbose, TextWriter Output, TextWriter Error)
{
    /// <summary>Paces and measures; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The same with the options of the program.</summary>
/// <param name="Options">The options in force: file, environment and command line.</param>
/// <param name="Verbose">Whether the log begins at debug.</param>
/// <param name="Output">Takes the result.</param>
/// <param name="Error">Takes all else: progress, warnings, questions.</param>
/// <typeparam name="TOptions">The record of the program's options.</typeparam>
public sealed record CommandContext<TOptions>(TOptions Options, bool Verbose, TextWriter Output, TextWriter Error)
    : CommandContext(Verbose, Output, Error)
    where TOptions : class, new();
