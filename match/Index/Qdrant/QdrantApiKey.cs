using Analytics.Contracts;
using Grpc.Core;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Qdrant's API key, which no text ever shows.</summary>
public sealed class QdrantApiKey
{
    private readonly string _value;

    /// <summary>Holds a key.</summary>
    public QdrantApiKey(string value) => _value = value;

    /// <summary>The key of the file, else of the environment, else none.</summary>
    /// <exception cref="FailureException">The file cannot be read, or the key is none.</exception>
    public static QdrantApiKey? Read(IndexOptions options, Func<string, string?> variable)
    {
        var (key, origin) = options.ApiKeyFile is { } file
            ? (ReadFile(file), $"The file '{file}' of Index:ApiKeyFile")
            : (variable(IndexOptions.ApiKeyVariable), $"The variable {IndexOptions.ApiKeyVariable}");
        if (key is null)
        {
            return null;
        }

        key = key.Trim();
        return key.Length > 0 && key.All(letter => letter is > ' ' and <= '~')
            ? new QdrantApiKey(key)
            : throw new InvalidException($"{origin} holds no API key: it must be one word of printable ASCII. "
                + "Put Qdrant's key there, or unset it.");
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "***";

    /// <summary>Adds the key to what goes with a request.</summary>
    internal Metadata Sign(Metadata metadata)
    {
        metadata.Add("api-key", _value);
        return metadata;
    }

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidException($"Index:ApiKeyFile '{file}' cannot be read: {exception.Message} "
                + "Name a file that holds Qdrant's API key.");
        }
    }
}
