using System.Text;
using Analytics.Contracts;
using Analytics.Contracts.Files;

namespace Analytics.Site;

/// <summary>
/// Remembers which nodes the site had. A seed that starts again asks them first: alone on its list, it would otherwise found a site of its
/// own beside the one that goes on without it.
/// </summary>
/// <param name="file">Holds an address a line.</param>
public sealed class KnownNodes(string file)
{
    /// <summary>Where a node of a data folder keeps it.</summary>
    public static string FileIn(string data, string node) => Path.Combine(data, "nodes", $"{node.Replace(':', '-')}.txt");

    /// <summary>The addresses of the others, <c>host:port</c>; none where nothing is known, or it cannot be read.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.Length > 0)] : [];
        }
        catch (IOException)
        {
            return []; // the seeds that are configured will do
        }
    }

    /// <summary>Remembers the others. A node that was the last one remembers who was there before.</summary>
    /// <exception cref="FailureException">The file cannot be written.</exception>
    public void Write(IReadOnlyList<string> others)
    {
        if (others.Count == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            WholeFile.Replace(file, Encoding.UTF8.GetBytes(string.Concat(others.Select(other => other + "\n"))));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"'{file}' cannot be written: {unwritable.Message} Check the permissions of the folder and the space on the disk.");
        }
    }
}
