using System.Text;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>A model's card, for people.</summary>
public static class CardPage
{
    /// <summary>All of it but the tables of its calibration.</summary>
    public static string Of(ModelCard card)
    {
        var text = new StringBuilder();
        void Line(string line) => text.AppendLine(line);
        Line($"{card.Id}: {card.Name}");
        Line($"  file       {card.File}, {card.Bytes} bytes, SHA-256 {card.Sha256}{(card.Bundled ? ", comes with this release" : "")}");
        Line($"  from       {card.Source.Page}{(card.Source.Note is { } note ? $"; {note}" : "")}");
        Line($"  licence    {card.Licence.Id}, {card.Licence.Url}{(card.Licence.RequiresAcceptance ? "; forbids some uses" : "")}");
        if (card.Calibration is { } calibration)
        {
            Line($"  calibrated on {calibration.Images} pictures of {calibration.People} people. {calibration.Method}");
        }
        else if (card.Task == ModelTask.Embed)
        {
            Line($"  not calibrated");
        }

        if (card.Training is { } training)
        {
            Line($"  made by    {training.Recipe}");
            if (training.Teacher is { } teacher)
            {
                Line($"  teacher    {teacher}");
            }

            foreach (var data in training.Data)
            {
                Line($"  learnt on  {data}");
            }

            foreach (var limit in training.Limits)
            {
                Line($"  limit      {limit}");
            }
        }

        foreach (var figure in card.Figures ?? [])
        {
            Line($"  measured   {figure.What}: {figure.Value:0.0000} ({figure.Command})");
        }

        if (card.Golden is { } golden)
        {
            Line($"  golden     {golden.Outputs.Length} outputs, {golden.Recorded}");
        }

        return text.ToString();
    }
}
