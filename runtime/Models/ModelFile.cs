using System.Security.Cryptography;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>Writes a model into the store: it appears under its name only when it is whole and its hash is right.</summary>
internal static class ModelFile
{
    private const int BufferLength = 1 << 20;

    /// <summary>Copies <paramref name="content"/> into the store.</summary>
    /// <param name="store">The store that takes it.</param>
    /// <param name="card">The model that the content must be.</param>
    /// <param name="content">Read to its end, but never further than the card's length.</param>
    /// <param name="origin">Names the content in messages.</param>
    /// <exception cref="FailureException">The content has another hash, or the store cannot be written to; nothing is left
    /// behind.</exception>
    public static void Place(ModelStore store, ModelCard card, Stream content, string origin)
    {
        store.Make();
        var temporary = Path.Combine(store.Folder, $".{card.File}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var target = Open(temporary))
            {
                var hash = Copy(content, target, card.Bytes);
                if (hash != card.Sha256)
                {
                    throw new InvalidException(
                        $"Model '{card.Id}' from {origin} is not the file that its card describes: its SHA-256 is {hash}, "
                        + $"the card says {card.Sha256}. Nothing was stored. Check the download or take a newer release of Analytics.");
                }

                target.Flush(flushToDisk: true);
            }

            File.Move(temporary, store.PathOf(card), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStream Open(string temporary)
    {
        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException(
                $"The folder of models cannot be written to: {fault.Message} Check its permissions, or set another in Models:Folder "
                + $"or the variable {ModelStore.Variable}.");
        }
    }

    // One byte more than expected already settles that it is another file; an archive bomb stops here.
    private static string Copy(Stream content, Stream target, long expected)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        var total = 0L;
        int read;
        while (total <= expected && (read = content.Read(buffer)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            target.Write(buffer.AsSpan(0, read));
            total += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
