using Analytics.Contracts;

namespace Analytics.Cli;

/// <summary>Exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>All went well, a clean shutdown on request included.</summary>
    public const int Success = 0;

    /// <summary>The program failed at its work, or by a fault of its own.</summary>
    public const int Failed = 1;

    /// <summary>Input that is wrong: the command line, the configuration, a file, a model.</summary>
    public const int BadInput = 2;

    /// <summary>What was checked does not hold.</summary>
    public const int CheckFailed = 3;

    /// <summary>Something else is busy or down; the same command may work later.</summary>
    public const int Unavailable = 4;

    /// <summary>Stopped by a signal before the work was done.</summary>
    public const int Interrupted = 130;

    /// <summary>What a failure ends a command with.</summary>
    public static int Of(FailureException failure) =>
        failure.Kind is FailureKind.Busy or FailureKind.Unavailable ? Unavailable : BadInput;
}
