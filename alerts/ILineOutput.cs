namespace Analytics.Alerts;

/// <summary>Takes lines, one after the other.</summary>
internal interface ILineOutput : IDisposable
{
    /// <summary>Writes a line with its end: all of it, or nothing that the next line would run into.</summary>
    /// <exception cref="IOException">It could not be written, for example on a full disk.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written to any more.</exception>
    void Append(ReadOnlySpan<byte> line);

    /// <summary>Opens the file by its name again, which another file may have by now.</summary>
    void Reopen();
}

/// <summary>Lines into an open stream: standard output, a pipe.</summary>
internal sealed class LineStream(Stream stream) : ILineOutput
{
    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> line)
    {
        stream.Write(line);
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        // It has no name.
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
