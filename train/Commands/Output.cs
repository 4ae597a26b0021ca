using Analytics.Contracts;

namespace Analytics.Train.Commands;

/// <summary>Files that were asked for.</summary>
internal static class Output
{
    /// <summary>Writes one.</summary>
    /// <exception cref="UserErrorException">It cannot be written there.</exception>
    public static void Write(string path, byte[] content)
    {
        try
        {
            File.WriteAllBytes(path, content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be written: {fault.Message} Name a file in a folder that can be written to.");
        }
    }
}
