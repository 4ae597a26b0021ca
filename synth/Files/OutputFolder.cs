using Analytics.Contracts;

namespace Analytics.Synth.Files;

/// <summary>A folder that is written anew: it is there once all of it is written, and not at all where that was stopped or failed.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _final;

    /// <summary>Begins to write <paramref name="path"/>.</summary>
    /// <exception cref="UserErrorException">It holds something, or cannot be made.</exception>
    public OutputFolder(string path)
    {
        _final = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Path = $"{_final}.unfinished";
        try
        {
            if (File.Exists(_final) || (Directory.Exists(_final) && Directory.EnumerateFileSystemEntries(_final).Any()))
            {
                throw new UserErrorException($"'{path}' is there already and is not an empty folder. Name a folder that is empty or not there.");
            }

            Remove(); // of one who was killed
            Directory.CreateDirectory(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{path}' cannot be made: {exception.Message} Name one that can be written to.");
        }
    }

    /// <summary>Where to write, until it is finished.</summary>
    public string Path { get; }

    /// <summary>All is written: it gets its name.</summary>
    public void Finish()
    {
        if (Directory.Exists(_final))
        {
            Directory.Delete(_final);
        }

        Directory.Move(Path, _final);
    }

    /// <summary>Removes what was not finished.</summary>
    public void Dispose() => Remove();

    private void Remove()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
