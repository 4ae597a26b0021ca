namespace Analytics.Host.Commands;

/// <summary>Where the program keeps its own files.</summary>
public static class DataFolder
{
    /// <summary><c>analytics</c> under <c>$XDG_DATA_HOME</c>, else under <c>~/.local/share</c>, else under the current folder.</summary>
    public static string Default { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder ? folder : ".",
        "analytics");
}
