using System.Globalization;
using System.Text.Json.Nodes;

namespace Analytics.Train.Training;

/// <summary>What a run measured, one JSON object in a line; a run that is resumed from step N forgets the lines after N.</summary>
internal sealed class MetricsLog(string path)
{
    /// <summary>Keeps the lines up to <paramref name="step"/>.</summary>
    public void Rewind(long step)
    {
        if (File.Exists(path))
        {
            File.WriteAllLines(path, [.. File.ReadLines(path).Where(line => JsonNode.Parse(line)!["step"]!.GetValue<long>() <= step)]);
        }
    }

    /// <summary>What was measured, by name, in the order of the steps.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(long Step, double Value)>> Series()
    {
        var lines = File.Exists(path) ? File.ReadLines(path).Select(line => JsonNode.Parse(line)!.AsObject()) : [];
        return lines
            .SelectMany(line => line.Where(entry => entry.Key != "step").Select(
                entry => (entry.Key, Point: (line["step"]!.GetValue<long>(), entry.Value!.GetValue<double>()))))
            .GroupBy(entry => entry.Key, entry => entry.Point)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<(long Step, double Value)>)[.. group]);
    }

    /// <summary>Adds a line.</summary>
    public void Add(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        var line = new JsonObject { ["step"] = step };
        foreach (var (name, value) in values)
        {
            line[name] = double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        File.AppendAllText(path, line.ToJsonString() + "\n");
    }
}
