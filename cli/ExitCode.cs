namespace Analytics.Cli;

/// <summary>Exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>All went well, a clean shutdown on request included.</summary>
    public const int Success = 0;

    /// <summary>A fault of the program.</summary>
    public const int InternalFault = 1;

    /// <summary>Input that is wrong: the command line, the configuration, a file, a model.</summary>
    public const int BadInput = 2;

    /// <summary>What was checked does not hold.</summary>
    public const int CheckFailed = 3;

    /// <summary>Something else is busy or down; the same command may work later.</summary>
    public const int Unavailable = 4;

    /// <summary>Stopped by a signal before the work was done.</summary>
    public const int Interrupted = 130;
}
