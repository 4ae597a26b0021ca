using Analytics.Contracts;

namespace Analytics.Synth.Files;

/// <summary>A folder that is written anew.</summary>
internal static class OutputFolder
{
    /// <summary>Makes <paramref name="path"/>, or takes it where it is empty.</summary>
    /// <exception cref="UserErrorException">It holds something, or cannot be made.</exception>
    public static void Prepare(string path)
    {
        try
        {
            if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            {
                throw new UserErrorException($"'{path}' is there already and is not an empty folder. Name a folder that is empty or not there.");
            }

            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The folder '{path}' cannot be made: {exception.Message} Name one that can be written to.");
        }
    }
}
