using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Api;

/// <summary>
/// The token for writing that a node makes where none is set: a file in the data folder that nobody but the node's user can read. The
/// commands of that user on the same machine read it by themselves.
/// </summary>
internal static class ApiTokenFile
{
    private const string Name = "api.token";
    private const int TokenBytes = 32;

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The file in a data folder.</summary>
    public static string In(string data) => Path.Combine(data, Name);

    /// <summary>
    /// The token of a data folder. It is made where there is none, and replaced where the file is another user's or others may read it,
    /// since somebody may know it.
    /// </summary>
    /// <exception cref="FailureException">It cannot be made or read, or holds no token.</exception>
    public static string Ensure(string data)
    {
        var file = In(data);
        DataFolder.Make(data);
        try
        {
            // Nodes of one data folder may start at the same time: who looks must not be overtaken by who writes.
            using var locked = FileLock.Take(file + ".lock", LockTimeout);
            if (FileIdentity.OfPath(file) is not { IsOurs: true } || IsOpenToOthers(file))
            {
                var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
                WholeFile.Replace(file, Encoding.ASCII.GetBytes(token + "\n"), secret: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The token of the API cannot be written to '{file}': {fault.Message} "
                + $"Set Api:WriteTokenFile or {ApiOptions.WriteTokenVariable}, or use another data folder.");
        }

        return ApiTokens.Load(file, Name, "", _ => null)!;
    }

    /// <summary>The token of a data folder; none where there is none, or this user may not read it.</summary>
    /// <exception cref="FailureException">The file holds no token.</exception>
    public static string? Find(string data)
    {
        var file = In(data);
        try
        {
            using var readable = File.OpenRead(file);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return ApiTokens.Load(file, Name, "", _ => null);
    }

    private static bool IsOpenToOthers(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & DataFolder.Others) != 0;
}
