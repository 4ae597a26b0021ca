namespace Analytics.Alerts;

/// <summary>Files that are appended to.</summary>
internal interface IAppendFiles
{
    /// <summary>Opens a file, or makes it. Whatever is written goes to its end; a file that holds lines can also be read and cut.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be opened.</exception>
    Stream Open(string path);

    /// <summary>Whether the path still names the file that was opened: not once a log rotation has moved it away.</summary>
    bool IsAt(Stream file, string path);
}
