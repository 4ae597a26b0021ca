using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Alerts;

/// <summary>
/// Keeps the best crop of each alert as a JPEG: <c>snapshots/yyyy-MM-dd/ID.jpg</c> under the data folder, by the UTC day it began.
/// </summary>
public sealed class SnapshotStore(string dataFolder)
{
    private readonly string _folder = Path.GetFullPath(Path.Combine(dataFolder, "snapshots"));

    /// <summary>
    /// Writes the crop and returns its full path; none when the alert has no crop. A later state of the same alert replaces the
    /// picture; a reader sees the old one or the new one, never half of either.
    /// </summary>
    /// <exception cref="IOException">The picture could not be written, for example on a full disk.</exception>
    public string? Save(Alert alert)
    {
        if (alert.Crop.IsEmpty)
        {
            return null;
        }

        var folder = Path.Combine(_folder, alert.FirstSeen.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName(alert.Id) + ".jpg");
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(alert.Crop.Span);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        return path;
    }

    // An id holds names of cameras and people, which may hold anything; '/' or '..' must not leave the folder; a name that had to be
    // changed gets a hash, so that no two ids share a file.
    private static string FileName(string id)
    {
        var name = new StringBuilder(id.Length);
        foreach (var letter in id)
        {
            name.Append(char.IsLetterOrDigit(letter) || letter is '-' or '_' || (letter == '.' && name.Length > 0) ? letter : '_');
        }

        var clean = name.ToString();
        return clean == id && Encoding.UTF8.GetByteCount(clean) <= 200
            ? clean
            : $"{clean[..Math.Min(clean.Length, 40)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8))}";
    }
}
