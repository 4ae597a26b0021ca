namespace Analytics.Match.Index.Embedded.Store;

/// <summary>
/// The files of one folder, as an index uses them: the disk, a copy of what another process writes, and in the specs one that tears
/// writes, fills up and loses power.
/// </summary>
internal interface IStoreFiles
{
    /// <summary>Whether another process erases rows in them, whether or not this one has seen their removal.</summary>
    bool AreErasedElsewhere => false;

    /// <summary>The names of all files in the folder.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file to read and write; makes it where there is none.</summary>
    IStoreFile Open(string name);

    /// <summary>Gives a file another name, in place of one that has it already, in one step.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; one that is open stays readable until it is closed.</summary>
    void Delete(string name);

    /// <summary>Makes names durable: files that were made, renamed and deleted.</summary>
    void Flush();
}

/// <summary>One open file. Safe for reads beside one writer.</summary>
internal interface IStoreFile : IDisposable
{
    /// <summary>Its bytes.</summary>
    long Length { get; }

    /// <summary>Reads; fewer bytes than asked for only at the end of the file.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    int Read(long offset, Span<byte> bytes);

    /// <summary>Writes parts one after the other.</summary>
    /// <exception cref="IOException">The disk is full or failed; some of it may have been written.</exception>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts);

    /// <summary>Makes durable what was written.</summary>
    /// <exception cref="IOException">The disk failed: nothing is known of what was written since the last time.</exception>
    void Flush();

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);
}
